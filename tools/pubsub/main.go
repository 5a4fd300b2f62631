// A fake of Google Pub/Sub, in memory, for tests: it listens at the port of loopback that it is told, until it is killed.
//
// The fake is Google's own, pstest. It knows no policies of access, so they are kept here: as Google does, by resource,
// with an etag that a writer who read an older policy does not have. They are kept, not enforced.
package main

import (
	"context"
	"log"
	"net"
	"os"
	"strconv"
	"strings"
	"sync"

	"cloud.google.com/go/iam/apiv1/iampb"
	"cloud.google.com/go/pubsub/apiv1/pubsubpb"
	"cloud.google.com/go/pubsub/pstest"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/proto"
)

type policies struct {
	iampb.UnimplementedIAMPolicyServer
	fake *pstest.GServer

	mutex  sync.Mutex
	kept   map[string]*iampb.Policy
	writes int
}

// exists asks the fake for the resource, and returns its error.
func (p *policies) exists(ctx context.Context, resource string) error {
	parts := strings.Split(resource, "/")
	if len(parts) != 4 || parts[0] != "projects" {
		return status.Errorf(codes.InvalidArgument, "no resource of Pub/Sub: %q", resource)
	}
	var err error
	switch parts[2] {
	case "topics":
		_, err = p.fake.GetTopic(ctx, &pubsubpb.GetTopicRequest{Topic: resource})
	case "subscriptions":
		_, err = p.fake.GetSubscription(ctx, &pubsubpb.GetSubscriptionRequest{Subscription: resource})
	case "schemas":
		_, err = p.fake.GetSchema(ctx, &pubsubpb.GetSchemaRequest{Name: resource})
	default:
		err = status.Errorf(codes.InvalidArgument, "no resource of Pub/Sub: %q", resource)
	}
	return err
}

func (p *policies) current(resource string) *iampb.Policy {
	if policy, found := p.kept[resource]; found {
		return policy
	}
	return &iampb.Policy{Etag: []byte{0}}
}

func (p *policies) GetIamPolicy(ctx context.Context, request *iampb.GetIamPolicyRequest) (*iampb.Policy, error) {
	if err := p.exists(ctx, request.Resource); err != nil {
		return nil, err
	}
	p.mutex.Lock()
	defer p.mutex.Unlock()
	return p.current(request.Resource), nil
}

func (p *policies) SetIamPolicy(ctx context.Context, request *iampb.SetIamPolicyRequest) (*iampb.Policy, error) {
	if err := p.exists(ctx, request.Resource); err != nil {
		return nil, err
	}
	p.mutex.Lock()
	defer p.mutex.Unlock()
	policy := proto.Clone(request.Policy).(*iampb.Policy)
	if etag := policy.GetEtag(); len(etag) > 0 && string(etag) != string(p.current(request.Resource).Etag) {
		return nil, status.Error(codes.Aborted, "There were concurrent policy changes.")
	}
	p.writes++
	policy.Etag = []byte(strconv.Itoa(p.writes))
	p.kept[request.Resource] = policy
	return policy, nil
}

// forgetting drops the policy of a resource that was deleted: one of the same name starts without.
func (p *policies) forgetting(
	ctx context.Context, request any, _ *grpc.UnaryServerInfo, handle grpc.UnaryHandler,
) (any, error) {
	response, err := handle(ctx, request)
	if err != nil {
		return response, err
	}
	p.mutex.Lock()
	defer p.mutex.Unlock()
	switch deleted := request.(type) {
	case *pubsubpb.DeleteTopicRequest:
		delete(p.kept, deleted.Topic)
	case *pubsubpb.DeleteSubscriptionRequest:
		delete(p.kept, deleted.Subscription)
	case *pubsubpb.DeleteSchemaRequest:
		delete(p.kept, deleted.Name)
	}
	return response, nil
}

func main() {
	listener, err := net.Listen("tcp", net.JoinHostPort("127.0.0.1", os.Args[1]))
	if err != nil {
		log.Fatal(err)
	}
	fake := &pstest.NewServer().GServer
	access := &policies{fake: fake, kept: map[string]*iampb.Policy{}}
	server := grpc.NewServer(grpc.UnaryInterceptor(access.forgetting))
	pubsubpb.RegisterPublisherServer(server, fake)
	pubsubpb.RegisterSubscriberServer(server, fake)
	pubsubpb.RegisterSchemaServiceServer(server, fake)
	iampb.RegisterIAMPolicyServer(server, access)
	log.Printf("listening at %s", listener.Addr())
	log.Fatal(server.Serve(listener))
}
